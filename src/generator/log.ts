/** What k6 writes on standard error under `--log-format=json`, kept small however much it is. */
export interface GeneratorLog {
  write(text: string): void;
  /** The last error, or the last words of a process that had no time to say "error"; '' for none. */
  lastError(): string;
  /** Says how many messages weren't passed on. */
  end(): void;
}

/** A run with a dead target logs a warning for each request. */
const passedOn = 20;
const longestLine = 4_000;
const longestMessage = 600;

/** Passes each distinct message on once, at most 20 of them. */
export function createLog(onMessage: (line: string) => unknown): GeneratorLog {
  const said = new Set<string>();
  let withheld = 0;
  let lastError = '';
  let lastWords = '';
  let partial = '';

  const take = (line: string) => {
    const entry = parseLine(line);
    if (entry === undefined) return;
    if (entry.error) lastError = entry.message;
    else lastWords = entry.message;
    if (said.size < passedOn && !said.has(entry.message)) {
      said.add(entry.message);
      onMessage(entry.message);
    } else {
      withheld++;
    }
  };
  return {
    write(text) {
      const lines = (partial + text).split('\n');
      partial = (lines.pop() ?? '').slice(0, longestLine);
      for (const line of lines) take(line);
    },
    lastError: () => lastError || lastWords,
    end() {
      take(partial);
      partial = '';
      if (withheld > 0) onMessage(`k6 wrote ${withheld} more messages like these`);
      withheld = 0;
    },
  };
}

interface Entry {
  readonly error: boolean;
  readonly message: string;
}

/** A JSON line, or the plain words of a panic. */
function parseLine(line: string): Entry | undefined {
  const trimmed = line.trim();
  if (trimmed === '') return undefined;
  try {
    const entry: unknown = JSON.parse(trimmed);
    if (typeof entry === 'object' && entry !== null && 'msg' in entry && typeof entry.msg === 'string') {
      const level = 'level' in entry ? entry.level : undefined;
      const cause = 'error' in entry && typeof entry.error === 'string' ? `: ${entry.error}` : '';
      return { error: level === 'error' || level === 'fatal', message: short(entry.msg + cause) };
    }
  } catch {
    // No JSON: the line as it is.
  }
  return { error: false, message: short(trimmed) };
}

function short(message: string): string {
  const words = message.replace(/\s+/g, ' ').trim();
  return words.length > longestMessage ? `${words.slice(0, longestMessage)} …` : words;
}
