// A sandbox that is told again all that it was told of its world when its worker had to be ended and another
// took its place.
import type { Patch, Sandbox } from '../sandbox-protocol.ts'

/** Opens a sandbox; `onLost`: all that it was told is lost, and has to be told again at once. */
export function openResumedSandbox(open: (onLost: () => void) => Sandbox): Sandbox {
  const told = createMemory()
  const sandbox = open(() => sandbox.patch(told.all()))
  return {
    patch(patch) {
      told.add(patch)
      sandbox.patch(patch)
    },
    run: (jobs) => sandbox.run(jobs),
    stop: (artifact) => sandbox.stop(artifact),
    close: () => sandbox.close(),
  }
}

type PatchEntries<Key extends 'things' | 'texts' | 'anchors'> = NonNullable<Patch[Key]>
type Value<Key extends 'things' | 'texts' | 'anchors'> = PatchEntries<Key>[number][1]
type Id = PatchEntries<'things'>[number][0]

/** All patches so far as one, without what is gone. */
function createMemory() {
  let root: Patch['root']
  const things = new Map<Id, Value<'things'>>()
  const texts = new Map<Id, Value<'texts'>>()
  const anchors = new Map<Id, Value<'anchors'>>()
  return {
    add(patch: Patch): void {
      if (patch.whole) for (const map of [things, texts, anchors]) map.clear()
      if (patch.root !== undefined) root = patch.root
      keep(things, patch.things)
      keep(texts, patch.texts)
      keep(anchors, patch.anchors)
    },
    all: (): Patch => ({
      whole: true,
      ...(root !== undefined && { root }),
      things: [...things],
      texts: [...texts],
      anchors: [...anchors],
    }),
  }
}

function keep<Key, Value>(map: Map<Key, Value>, entries: readonly (readonly [Key, Value])[] = []): void {
  for (const [id, value] of entries) {
    if (value === null) map.delete(id)
    else map.set(id, value)
  }
}
