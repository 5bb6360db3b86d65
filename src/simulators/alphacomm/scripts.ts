/** What a script does, and the form in which it reports calls. */
export interface ScriptSetting {
  kind: 'mail' | 'sms' | 'voice';
  webhookForm?: 'event' | 'v1' | 'legacy' | undefined;
}

const KNOWN: Readonly<Record<string, ScriptSetting>> = {
  '1001': { kind: 'mail' },
  '1003': { kind: 'sms' },
  '6512': { kind: 'voice' },
  '18301': { kind: 'voice' },
};

const FIRST_VOICE_SCRIPT = 5000;

/** Looks up a script by its number; undefined for what is no number. Unlisted ones below 5000 send mail, others call. */
export function createScripts(settings: Readonly<Record<string, ScriptSetting>> = {}) {
  return (script: string): ScriptSetting | undefined => {
    if (!/^\d{1,9}$/.test(script)) return undefined;
    return settings[script] ?? KNOWN[script] ?? { kind: Number(script) < FIRST_VOICE_SCRIPT ? 'mail' : 'voice' };
  };
}

export type FindScript = ReturnType<typeof createScripts>;
