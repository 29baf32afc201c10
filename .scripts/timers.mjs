// Time has one place: who waits, repeats work, limits it or measures it asks the clock that was passed in, by
// the mechanisms of `shared/time` and `server/time`. So a test holds it, and each mechanism is written once.
import { codeOf } from './parsed-file.mjs'

/** Node's own timers and clocks. */
const OF_NODE =
  /(?<![.\w'"])(?:set|clear)(?:Timeout|Interval|Immediate)\b(?!\??:)|\bnode:timers\b|\bAbortSignal\.timeout\b|\b(?:Date|performance)\.now\b/
/**
 * Of the browser's, those that a mechanism stands for: a repeat, a time limit, a pause. When a screen draws
 * again, and how long a finger rests, is the screen's own.
 */
const OF_BROWSER =
  /(?<![.\w'"])(?:set|clear)Interval\b(?!\??:)|\bAbortSignal\.timeout\b|(?<![.\w'"])setTimeout\((?:resolve|done)\b/

/** The clocks themselves, and files that cannot have one, with the reason. */
const OWN_TIME = {
  'server/time/server-clock.ts': 'is the clock',
  'client/device/system-clock.ts': 'is the clock',
  'shared/driver/platform.ts': 'makes a clock of what the place has in which a driver runs',
  'shared/wire/reading/document-provider.ts': 'ends a timer that y-websocket began',
  'shared/starters/clock.ts': 'runs in the sandbox, where Date is all there is',
  'server/owner/sandboxes/sandbox-thread.ts':
    'takes these away from programs, and keeps them for itself before',
  'server/vite.config.ts': 'runs where it is built, and not in a node',
}

/** What is wrong with it, in sentences. */
export function ownTimeOf(root, file) {
  const found = (file.startsWith('client/') ? OF_BROWSER : OF_NODE).exec(codeOf(root, file))?.[0]
  if (found === undefined || file in OWN_TIME) return []
  return [`${file} has time of its own (${found}): use the clock that it is given, and shared/time.`]
}
