// A sandbox that is told again all that it was told of the world when its worker had to be ended and another took its place.
import type { Patch, Sandbox } from '../../shared/behavior/protocol.ts'

/** Opens a sandbox; `onLost`: all that it was told is lost, and has to be told again at once. */
type Open = (onLost: () => void) => Sandbox

export function openRecalling(open: Open): Sandbox {
  let told: Patch = { whole: true }
  const sandbox = open(() => sandbox.patch(told))
  return {
    ...sandbox,
    patch(patch) {
      told = patch.whole ? patch : joined(told, patch)
      sandbox.patch(patch)
    },
  }
}

function joined(before: Patch, next: Patch): Patch {
  const root = next.root === undefined ? before.root : next.root
  return {
    whole: true,
    ...(root !== undefined && { root }),
    things: latest(before.things, next.things),
    texts: latest(before.texts, next.texts),
    anchors: latest(before.anchors, next.anchors),
  }
}

/** The last that was told of each; what is gone is not told again. */
function latest<Id, Value>(
  before: readonly (readonly [Id, Value])[] = [],
  next: readonly (readonly [Id, Value])[] = [],
): readonly (readonly [Id, Value])[] {
  if (next.length === 0) return before
  return [...new Map([...before, ...next])].filter(([, value]) => value !== null)
}
