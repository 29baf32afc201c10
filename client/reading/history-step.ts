// Reading as a step of the browser's history of its own: back closes it, as it closes a screen on a phone. A
// person who comes back to such a step, or forward to it, reads again.
import { useCallback, useEffect, useEffectEvent, useRef } from 'react'
import { currentRoute, go } from '../navigation/route.ts'
import { openReading } from '../world/commands/overlay.ts'

interface ReadingStep {
  /** As the route counts them. */
  readonly step: number
  /** One reads there. */
  readonly reads: boolean
}

function stepIn(state: unknown): ReadingStep {
  const isOurs = typeof state === 'object' && state !== null
  return {
    step: isOurs && 'step' in state && typeof state.step === 'number' ? state.step : 0,
    reads: isOurs && 'reads' in state && state.reads === true,
  }
}

const stepNow = (): ReadingStep => stepIn(history.state)

/** Notes in the present step that one reads there. */
const mark = (): void => history.replaceState({ ...stepNow(), reads: true }, '')

/**
 * The route was told first, and has written the step anew; if one has to be asked before going there, it has
 * not.
 */
function onStep({ state }: PopStateEvent): void {
  const route = currentRoute()
  if (!stepIn(state).reads || stepNow().reads || route.screen !== 'world') return
  mark()
  openReading(route.address)
}

addEventListener('popstate', onStep)

/**
 * Makes a step for reading, and calls back when one goes back to before it. Returns a function to leave by
 * another way: the step is taken back and `then` called instead, at once if one has gone on since, into a
 * thing: steps in between stay.
 */
export function useHistoryStep(onBack: () => void): (then: () => void) => void {
  const back = useEffectEvent(onBack)
  const instead = useRef<(() => void) | null>(null)
  useEffect(() => {
    if (!stepNow().reads) {
      go(location.href)
      mark()
    }
    const { step } = stepNow()
    const control = new AbortController()
    addEventListener(
      'popstate',
      ({ state }) => {
        if (stepIn(state).step >= step) return
        if (instead.current) instead.current()
        else back()
      },
      { signal: control.signal },
    )
    return () => control.abort()
  }, [])
  return useCallback((then) => {
    if (!stepNow().reads) return then()
    // The browser takes a moment: a second press meanwhile goes back no further.
    if (instead.current !== null) return
    instead.current = then
    history.back()
  }, [])
}
