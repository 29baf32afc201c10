// A play that knows one rule: as long as a page has code, it counts beats in live; and it does what is asked
// once. So that the owner's own rules can be tried by themselves.
import type { ActionAsk } from '../../../shared/play/acts/action.ts'
import type { Play, PlayOptions } from '../../../shared/play/play.ts'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { artifactMaps, metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'
import type * as Y from 'yjs'

const BEAT_MS = 10

/** The counter's values in live. */
export interface Counted {
  readonly beats: number
  readonly lives: number
  readonly used: number
  readonly epoch: number
}

export function countedIn(live: Y.Doc): Counted {
  const map = live.getMap('live')
  const number = (key: string): number => Number(map.get(key) ?? 0)
  return { beats: number('beats'), lives: number('lives'), used: number('used'), epoch: number('epoch') }
}

export interface StandIn extends Play {
  readonly options: PlayOptions
  isStopped: boolean
}

/** Makes stand-ins, and remembers them. */
export function standIns(onMade: (play: StandIn) => void = () => {}): {
  readonly made: StandIn[]
  readonly createPlay: (options: PlayOptions) => Play
} {
  const made: StandIn[] = []
  return {
    made,
    createPlay(options) {
      const play = createStandIn(options)
      made.push(play)
      onMade(play)
      return play
    },
  }
}

function createStandIn(options: PlayOptions): StandIn {
  const { scene, live, clock, commit, onFailed, epoch, onLog, editPage } = options
  const map = live.getMap<number>('live')
  const outcomes = live.getMap<{ sequence: number; outcome: Outcome }>('outcomes')
  let last: Promise<void> = Promise.resolve()

  live.on('update', (update: Uint8Array, _origin, _doc, transaction: Y.Transaction) => {
    if (!transaction.local) return
    last = commit(update)
    last.catch((error: unknown) => onFailed(error))
  })

  const add = (key: string): void => void map.set(key, (map.get(key) ?? 0) + 1)
  const hasCode = (): boolean =>
    [...artifactMaps(scene).keys()].some((key) => {
      const id = parseArtifactId(key)
      return id !== null && programOf(textOf(scene, id)?.toJSON() ?? '') !== null
    })

  function beat(): void {
    if (play.isStopped) return
    if (hasCode()) add('beats')
    clock.after(BEAT_MS, beat)
  }

  async function act({ session, sequence, action, person }: ActionAsk): Promise<Outcome> {
    const before = outcomes.get(session)
    if (before && before.sequence >= sequence) {
      // It may be on its way to the disk still.
      await last
      return before.outcome
    }
    const outcome: Outcome = { ok: true, why: person }
    live.transact(() => {
      add('used')
      outcomes.set(session, { sequence, outcome })
    })
    await last
    const { root } = metaOf(scene)
    if (action.verb === 'say' && root !== null) {
      onLog(root, [{ at: clock.now(), text: action.words }])
      const [sign, ...written] = action.words
      if (sign === '+') await editPage(root, (text) => text.insert(text.length, written.join('')), root)
    }
    return outcome
  }

  const play: StandIn = {
    options,
    isStopped: false,
    personalOf: () => null,
    act,
    ask: (asked, receiver) =>
      void act(asked).then(
        (outcome) => receiver.answered(outcome),
        (error: unknown) => receiver.failed(error),
      ),
    depart: () => Promise.resolve({ why: 'Nobody goes anywhere.' }),
    receive: () => Promise.resolve({ why: 'Nobody comes here.' }),
    dismiss: () => Promise.resolve(),
    away: () => Promise.resolve(),
    sendOut: () => Promise.resolve(),
    putBack: () => Promise.resolve(),
    whyStays: () => null,
    hasThingsToReturn: () => false,
    drive: () => Promise.resolve(),
    goAbroad: () => Promise.resolve(),
    comeHome: () => Promise.resolve(),
    setHeldLinks: () => Promise.resolve(),
    held: () => [],
    standInFor: () => null,
    mayPutDown: () => Promise.resolve(null),
    here: () => [],
    has: () => false,
    runs: () => false,
    runElsewhere: () => undefined,
    deliverRemoteEvent: () => undefined,
    askRemote: () => Promise.resolve(null),
    subscriptions: () => [],
    setVisitingListener: () => undefined,
    async stop() {
      if (play.isStopped) return
      play.isStopped = true
      add('stops')
      await last
    },
  }
  live.transact(() => {
    add('lives')
    map.set('epoch', epoch)
  })
  clock.after(BEAT_MS, beat)
  return play
}
