// Programs that run elsewhere and hear of the worlds here: those of people of other nodes, and of ours who are not at home. Each asks by a connection
// of its person's for what it wants to hear; that is told over it, and what is asked is waited for, not for long.
import type { Listened } from '../../../shared/play/acts/action.ts'
import type { Listener } from '../../../shared/play/programs/visiting-listeners.ts'
import type { Play } from '../../../shared/play/play.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import { Purse } from '../../time/token-bucket.ts'
import type { Asker, Clock } from '../../sync/sync-server.ts'
import { Plays } from '../worlds/open-plays.ts'

/** How long an answer is waited for, in ms: somebody waits who wants to do something. */
const ANSWER_MS = 1_500
/** Whoever did not answer in time is not asked for so long, in ms: nobody holds up others again and again. */
const SLOW_MS = 10_000
/** Questions to one program that are not answered yet. */
const ASKED_MAX = 20
/** Events that one program is told a second, on average, and at once; of more it hears nothing. */
const TOLD = { perS: 50, atOnce: 100 }

/** A world's play, as far as it is told who hears. */
type Hearing = Pick<Play, 'listen'>

interface Ear {
  readonly asker: Asker
  readonly body: ArtifactId
  /** As the play has it. */
  listener: Listener
  readonly answered: (ask: number, why: string | null) => void
}

export class Ears {
  private readonly clock: Clock
  /** By world, and there by body: whoever said last what it wants to hear. */
  private readonly worlds = new Map<WorldKey, Map<ArtifactId, Ear>>()
  private readonly plays = new Plays<Hearing>()

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** The program of a body wants to hear these of a world. */
  listen(key: WorldKey, body: ArtifactId, asker: Asker, to: readonly Listened[]): void {
    const ears = this.worlds.get(key) ?? new Map<ArtifactId, Ear>()
    const before = ears.get(body)
    // What it was asked, and whether it was slow, does not end with what it wants to hear.
    const ear = before?.asker === asker ? before : createEar(asker, body, this.clock)
    ear.listener = { ...ear.listener, to }
    this.worlds.set(key, ears.set(body, ear))
    this.plays.of(key)?.listen(body, ear.listener)
  }

  answer(key: WorldKey, asker: Asker, ask: number, why: string | null): void {
    this.earOf(key, asker)?.answered(ask, why)
  }

  /** A world is played, until the answer is called. */
  played(key: WorldKey, play: Hearing): () => void {
    for (const { body, listener } of this.worlds.get(key)?.values() ?? []) play.listen(body, listener)
    return this.plays.began(key, play)
  }

  gone(key: WorldKey, asker: Asker): void {
    const [ears, ear] = [this.worlds.get(key), this.earOf(key, asker)]
    if (ears === undefined || ear === null) return
    ears.delete(ear.body)
    if (ears.size === 0) this.worlds.delete(key)
    this.plays.of(key)?.listen(ear.body, null)
  }

  private earOf(key: WorldKey, asker: Asker): Ear | null {
    for (const ear of this.worlds.get(key)?.values() ?? []) if (ear.asker === asker) return ear
    return null
  }
}

function createEar(asker: Asker, body: ArtifactId, clock: Clock): Ear {
  const waiting = new Map<number, (why: string | null) => void>()
  let asked = 0
  let slowUntil = -Infinity
  const purse = new Purse(TOLD, () => clock.now())

  return {
    asker,
    body,
    answered(ask, why) {
      waiting.get(ask)?.(why)
    },
    listener: {
      to: [],
      tell(event) {
        if (purse.pay()) asker.tell({ type: 'happened', event })
      },
      ask(event) {
        if (clock.now() < slowUntil || waiting.size >= ASKED_MAX) return Promise.resolve(null)
        const ask = (asked += 1)
        const answer = Promise.withResolvers<string | null>()
        const cancel = clock.after(ANSWER_MS, () => {
          slowUntil = clock.now() + SLOW_MS
          answer.resolve(null)
        })
        waiting.set(ask, answer.resolve)
        asker.tell({ type: 'asked', ask, event })
        return answer.promise.finally(() => {
          cancel()
          waiting.delete(ask)
        })
      },
    },
  }
}
