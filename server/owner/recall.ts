// A sandbox that can be told again all that it was told of the world: a worker that was killed took it along. It also
// counts the faults that come back.
import type { Done, Patch, Sandbox } from '../../shared/behavior/protocol.ts'

/** Where the programs of worlds run. */
export interface Sandboxes {
  /** `onLost`: all that it was told is lost; it has to be told again, at once. */
  open(world: string, onLost: () => void): Sandbox
  /** `killed`: threads that had to be ended since the start. */
  stats(): { readonly killed: number }
}

/** What programs of all worlds did and do. */
export interface Counts {
  /** Programs that run. */
  programs: number
  /** Faults since the start. */
  faults: number
}

type Entries<Key extends 'things' | 'texts' | 'anchors'> = NonNullable<Patch[Key]>
type Value<Key extends 'things' | 'texts' | 'anchors'> = Entries<Key>[number][1]
type Id = Entries<'things'>[number][0]

/** Opens the sandbox of a world, and counts in `counts` what its programs do. */
export function openRecalling(sandboxes: Sandboxes, world: string, counts: Counts): Sandbox {
  const running = new Set<Id>()
  let root: Patch['root']
  const things = new Map<Id, Value<'things'>>()
  const texts = new Map<Id, Value<'texts'>>()
  const anchors = new Map<Id, Value<'anchors'>>()

  function remember(patch: Patch): void {
    if (patch.whole) for (const map of [things, texts, anchors]) map.clear()
    if (patch.root !== undefined) root = patch.root
    keep(things, patch.things)
    keep(texts, patch.texts)
    keep(anchors, patch.anchors)
  }

  function begin(artifact: Id): void {
    if (running.has(artifact)) return
    running.add(artifact)
    counts.programs++
  }

  function end(artifact: Id): void {
    if (running.delete(artifact)) counts.programs--
  }

  const sandbox = sandboxes.open(world, () => {
    const all = { things: [...things], texts: [...texts], anchors: [...anchors] }
    sandbox.patch({ whole: true, ...(root !== undefined && { root }), ...all })
  })
  return {
    patch(patch) {
      remember(patch)
      sandbox.patch(patch)
    },
    async run(jobs) {
      for (const { artifact, deliveries } of jobs) {
        if (deliveries.some(({ type }) => type === 'start')) begin(artifact)
      }
      const done = await sandbox.run(jobs)
      counts.faults += faultsIn(done)
      return done
    },
    stop(artifact) {
      end(artifact)
      sandbox.stop(artifact)
    },
    close() {
      for (const artifact of running) end(artifact)
      sandbox.close()
    },
  }
}

function keep<Key, Value>(map: Map<Key, Value>, entries: readonly (readonly [Key, Value])[] = []): void {
  for (const [id, value] of entries) {
    if (value === null) map.delete(id)
    else map.set(id, value)
  }
}

/** A program that was lost with its worker is not at fault. */
function faultsIn(done: readonly Done[]): number {
  const results = done.flatMap((each) => each.results)
  return results.filter(({ fault }) => fault !== null && fault.kind !== 'lost').length
}
