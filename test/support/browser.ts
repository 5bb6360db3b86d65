import { type Browser, chromium } from 'playwright-core';
import { atEnd, chromiumBinary } from './servers.js';

/** Starts a browser that comes as a package, so that nothing has to be installed on the computer. Ends with the test file. */
export async function startBrowser(): Promise<Browser> {
  const { default: packed } = await import('@sparticuz/chromium');
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  const browser = await chromium.launch({
    executablePath: chromiumBinary(),
    args: [...packed.args, ...quiet],
  });
  atEnd(() => browser.close());
  return browser;
}
