import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { withPartial } from './cache.js';
import { spawnGuarded } from './guard.js';
import { anyFreePort, isListening, LOOPBACK } from './ports.js';
import { runGuarded } from './run-guarded.js';
import { outputOf, type Report, type Way } from './ways.js';
import { writeGuardedWrapper } from './wrapper.js';

const MAIN_CLASS = 'io.temporal.testserver.TestServer';

// Half the start-up time of the server is the loading of its classes: the archive keeps them ready to use.
const FAST_START = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const TRIAL_WITHIN_MS = 60_000;

/** The Java test server from Maven, with a class archive, in `folder`; its start script is `wrapper`. */
export function mavenServer(o: { version: string; folder: string; wrapper: string; report: Report }): Way {
  const name = 'Maven';
  return {
    name,
    async look() {
      if (process.platform === 'win32') return { why: 'not on Windows' }; // The wrapper is a shell script.
      if ((await outputOf('java', ['-version'])) === undefined) return { why: 'no Java on the PATH' };
      if ((await outputOf('mvn', ['-v'])) === undefined) return { why: 'no Maven on the PATH' };
      o.report(`Time-skipping server: ${name}: begins, once, about a minute`);
      return withPartial(o.folder, async (partial) => {
        await writeFile(join(partial, 'pom.xml'), pom(o.version));
        const copy = ['-q', '-B', '-f', join(partial, 'pom.xml'), 'dependency:copy-dependencies'];
        const args = [...copy, '-DincludeScope=runtime', `-DoutputDirectory=${join(partial, 'jars')}`];
        const working = `Time-skipping server: ${name}`;
        const failure = await runGuarded({ command: 'mvn', args, graceMs: 2000 }, working, o.report);
        if (failure !== undefined) return { why: failure };
        // The archive holds for one class path only, so it is made where the jars will stay.
        await rm(o.folder, { recursive: true, force: true });
        await mkdir(o.folder, { recursive: true });
        await rename(join(partial, 'jars'), join(o.folder, 'jars'));
        const program = ['-cp', join(o.folder, 'jars', '*'), MAIN_CLASS];
        const archive = join(o.folder, 'classes.jsa');
        const isArchived = await archiveClasses(archive, program);
        const archiveFlags = isArchived ? [`-XX:SharedArchiveFile=${archive}`, '-Xshare:auto'] : [];
        await writeGuardedWrapper(o.wrapper, ['java', ...FAST_START, ...archiveFlags, ...program]);
        return { path: o.wrapper };
      });
    },
  };
}

/** Lets the server start, answer once and end, which writes the archive. An older Java cannot: then it starts slower. */
async function archiveClasses(archive: string, program: readonly string[]): Promise<boolean> {
  const port = await anyFreePort();
  const written = `${archive}.new`;
  const args = ['-XX:+UseSerialGC', `-XX:ArchiveClassesAtExit=${written}`, ...program, String(port)];
  const server = await spawnGuarded({ command: 'java', args, graceMs: TRIAL_WITHIN_MS });
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const end = Date.now() + TRIAL_WITHIN_MS;
  while (!ended && Date.now() < end && !(await isListening(port))) await delay(100);
  try {
    const connection = await Connection.connect({ address: `${LOOPBACK}:${port}`, connectTimeout: 10_000 });
    await connection.close();
  } catch {
    return false;
  } finally {
    await server.stop();
  }
  return rename(written, archive).then(
    () => true,
    () => false,
  );
}

function pom(version: string): string {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>incasso.example</groupId><artifactId>temporal-test-server</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>io.temporal</groupId><artifactId>temporal-test-server</artifactId><version>${version}</version>
  </dependency><dependency>
    <groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>1.7.36</version>
  </dependency></dependencies>
</project>
`;
}
