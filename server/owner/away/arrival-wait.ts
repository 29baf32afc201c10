// Waits until somebody stands who set out in a world away from home, by a copy of it: whether they got where
// they wanted.
import type { ActAnswer } from '../../../shared/behavior/sandbox-protocol.ts'
import type { XY } from '../../../shared/play/walking/floor-space.ts'
import { DONE } from '../../../shared/play/acts/act-context.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/** How long a walk is waited for, in ms: far more than a floor's width takes. */
const WALK_MS = 30_000
/** A person who is not seen to walk by then, in ms, was stopped at the first step. */
const SETTING_OUT_MS = 2_000

const BLOCKED = 'Something is in the way.'
const GONE = 'You are not in that world now.'

/** Never rejects, and ends in time. A person who goes on in another direction was stopped. */
export function untilArrived(view: View, body: ArtifactId, to: XY, clock: ServerClock): Promise<ActAnswer> {
  return new Promise((resolve) => {
    let hasSetOut = false
    const cancels = [
      view.subscribe(({ artifacts }) => {
        if (artifacts.has(body)) look()
      }),
      clock.after(SETTING_OUT_MS, () => hasSetOut || end(no(BLOCKED))),
      clock.after(WALK_MS, () => end(no(BLOCKED))),
    ]

    function end(answer: ActAnswer): void {
      for (const cancel of cancels) cancel()
      resolve(answer)
    }

    function look(): void {
      const me = view.artifact(body)
      if (me?.place == null) return end(no(GONE))
      if (me.walk !== null) hasSetOut = true
      else if (me.place.x === to.x && me.place.y === to.y) end(DONE)
      else if (hasSetOut) end(no(BLOCKED))
    }
    look()
  })
}

const no = (why: string): ActAnswer => ({ ok: false, why, made: null })
