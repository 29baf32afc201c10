// The words of worlds, for the page that a browser opens: whoever reads without a script has them. They are
// made when somebody asks who may see the world, and again once its scene has changed, or a value that code
// sets.
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { DocumentKind, Store } from '../../storage/store.ts'
import { updatesIn } from '../../sync/document/stored-document.ts'
import type { WrittenScene } from '../../sync/validation/written-scene.ts'
import type { Trials } from '../../sync/validation/trial-runner.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { WorkFault } from '../../workers/work-fault.ts'
import type { Address } from '../../../shared/world/address.ts'

/** As many letters of markup are kept, of all worlds; what else is kept of one counts as so many. */
const KEPT_MAX = 32_000_000
const KEPT_EACH = 1_000
/** A world whose words took too much is tried again so late, in ms: each visit would cost as much. */
const FAULTY_MS = 10 * 60_000
/** Strangers are one who asks. */
const WAITING = {
  waitingMax: 500,
  waitingEachMax: 100,
  full: () => new WorkFault('busy', 'The words of too many worlds are wanted at once.'),
}
/** Values that code sets are shown so late, in ms: it may set some in each frame. */
const VALUES_MS = 1_000

interface MadeWords {
  readonly line: string
  /** The page names it: a world that has moved is written anew. */
  readonly address: Address
  /** The last row of the scene's log that is in them. */
  readonly sequence: number
  /** Likewise of its live document, and when that was read; null: they show nothing of it. */
  readonly live: { readonly sequence: number; readonly at: number } | null
  readonly words: WrittenScene
}

/** They could not be made: then until this time nobody tries. */
interface FaultyWords {
  readonly line: string
  readonly until: number
  readonly words: WorkFault
}

interface WordsParts {
  readonly store: Pick<Store, 'open' | 'log'>
  readonly trials: Pick<Trials, 'words'>
  readonly clock: Pick<ServerClock, 'now'>
}

export type WordsOf = (world: WorldRecord, by: string) => Promise<WrittenScene>

/** Rejects with a StoreFault, or with a WorkFault where the scene takes too much. */
export function createWorldWords({ store, trials, clock }: WordsParts): WordsOf {
  /** The last used is the last. */
  const kept = new Map<WorldKey, MadeWords | FaultyWords>()
  let letters = 0
  const turns = new Semaphore(2, WAITING)

  function keep(world: WorldKey, made: MadeWords | FaultyWords): void {
    drop(world)
    kept.set(world, made)
    letters += lettersOf(made)
    for (const key of kept.keys()) if (letters > KEPT_MAX) drop(key)
  }

  function drop(world: WorldKey): void {
    const found = kept.get(world)
    if (found) letters -= lettersOf(found)
    kept.delete(world)
  }

  async function known({ key, line, address }: WorldRecord): Promise<WrittenScene | null> {
    const found = kept.get(key)
    if (found?.line !== line) return null
    if ('until' in found) {
      if (clock.now() < found.until) throw found.words
      return null
    }
    if (found.address !== address) return null
    const { live, sequence, words } = found
    const hasMoved = async (kind: DocumentKind, since: number): Promise<boolean> =>
      (await store.log({ world: key, kind }, since, 1)).length > 0
    if (await hasMoved('scene', sequence)) return null
    const isLate = live !== null && clock.now() - live.at >= VALUES_MS
    if (isLate && (await hasMoved('live', live.sequence))) return null
    keep(key, found)
    return words
  }

  async function make({ key, line, address }: WorldRecord, by: string): Promise<MadeWords> {
    const scene = await store.open({ world: key, kind: 'scene' })
    const { sequence } = scene
    const words = await trials.words(updatesIn(scene), [], by)
    if (!words.hasValues) return { line, address, sequence, live: null, words }
    const now = await store.open({ world: key, kind: 'live' })
    const live = { sequence: now.sequence, at: clock.now() }
    return { line, address, sequence, live, words: await trials.words(updatesIn(scene), updatesIn(now), by) }
  }

  return async (world, by) => {
    const before = await known(world)
    if (before !== null) return before
    return turns.take(async () => {
      const meanwhile = await known(world)
      if (meanwhile !== null) return meanwhile
      const made = await make(world, by).catch((error: unknown) => {
        const isOfWorld = error instanceof WorkFault && error.code !== 'busy' && error.code !== 'closed'
        if (isOfWorld) keep(world.key, { line: world.line, until: clock.now() + FAULTY_MS, words: error })
        throw error
      })
      keep(world.key, made)
      return made.words
    }, by)
  }
}

const lettersOf = ({ words }: MadeWords | FaultyWords): number =>
  KEPT_EACH + ('html' in words ? words.html.length + (words.first?.html.length ?? 0) : 0)
