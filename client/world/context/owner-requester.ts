// How a screen asks the one who runs this world: the owner over the network, or the play in this browser that
// tries something out.
import type { Action, Whisper } from '../../../shared/play/acts/action.ts'
import type { LogLine } from '../../../shared/play/play.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { notify } from '../../notices/notices.ts'
import type { Replica } from '../../replica/replica.ts'

export interface OwnerRequester {
  readonly act: (action: Action) => Promise<Outcome>
  /** Gives what a thing's console has, and then what comes, until the returned function is called. */
  readonly watch: (thing: ArtifactId, listener: (lines: readonly LogLine[]) => void) => () => void
  /** Calls back with whispers to the person at this screen. */
  readonly onWhisper: (listener: (whisper: Whisper) => void) => () => void
}

export function ownerRequesterOf(replica: Replica): OwnerRequester {
  return {
    act: (action) => replica.act(action),
    watch(thing, listener) {
      const unlisten = replica.onEvent((event) => {
        if (event.type === 'log' && event.thing === thing) listener(event.lines)
      })
      const leave = replica.watch(thing)
      return () => {
        unlisten()
        leave()
      }
    },
    onWhisper: (listener) => replica.onEvent((event) => event.type === 'whisper' && listener(event)),
  }
}

/** Asks, and says why when it could not be, or when nothing came of it. Answers whether it could. */
export async function ask(owner: OwnerRequester, action: Action): Promise<boolean> {
  const { ok, why } = await owner.act(action)
  if (!ok || why !== null) notify({ text: why ?? 'That is not possible.' })
  return ok
}
