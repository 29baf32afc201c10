// The words of worlds, for the page that a browser opens: whoever reads without a script has them. They are
// made when somebody asks who may see the world, and again once its scene has changed.
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { Store } from '../../storage/store.ts'
import { updatesIn } from '../../sync/document/stored-document.ts'
import type { WrittenScene } from '../../sync/validation/written-scene.ts'
import type { Trials } from '../../sync/validation/trial-runner.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { Address } from '../../../shared/world/address.ts'

/** As many letters of markup are kept, of all worlds. */
const KEPT_MAX = 32_000_000

interface MadeWords {
  readonly line: string
  /** The page names it: a world that has moved is written anew. */
  readonly address: Address
  /** The last row of the scene's log that is in them. */
  readonly sequence: number
  readonly words: WrittenScene
}

interface WordsParts {
  readonly store: Pick<Store, 'open' | 'log'>
  readonly trials: Pick<Trials, 'words'>
}

export type WordsOf = (world: WorldRecord, by: string) => Promise<WrittenScene>

/** Rejects with a StoreFault, or with a WorkFault where the scene takes too much. */
export function createWorldWords({ store, trials }: WordsParts): WordsOf {
  /** The last used is the last. */
  const kept = new Map<WorldKey, MadeWords>()
  let letters = 0
  const turns = new Semaphore(2)

  function keep(world: WorldKey, made: MadeWords): void {
    drop(world)
    kept.set(world, made)
    letters += made.words.html.length
    for (const key of kept.keys()) if (letters > KEPT_MAX) drop(key)
  }

  function drop(world: WorldKey): void {
    letters -= kept.get(world)?.words.html.length ?? 0
    kept.delete(world)
  }

  async function known({ key, line, address }: WorldRecord): Promise<WrittenScene | null> {
    const found = kept.get(key)
    if (found?.line !== line || found.address !== address) return null
    const since = await store.log({ world: key, kind: 'scene' }, found.sequence, 1)
    if (since.length > 0) return null
    keep(key, found)
    return found.words
  }

  return async (world, by) => {
    const before = await known(world)
    if (before !== null) return before
    return turns.take(async () => {
      const meanwhile = await known(world)
      if (meanwhile !== null) return meanwhile
      const stored = await store.open({ world: world.key, kind: 'scene' })
      const words = await trials.words(updatesIn(stored), by)
      const { key, line, address } = world
      keep(key, { line, address, sequence: stored.sequence, words })
      return words
    }, by)
  }
}
