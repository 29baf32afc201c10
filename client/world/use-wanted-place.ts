// Shows the place that somebody wanted to see when they came into this world.
import { useEffect } from 'react'
import { hasWords } from '../../shared/search/folded-text.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { systemClock } from '../device/system-clock.ts'
import { takeWantedPlace, type WantedPlace } from '../navigation/wanted-place.ts'
import { notify } from '../notices/notices.ts'
import type { Context } from './commands/command-types.ts'
import { useWorld } from './context/use-world.ts'
import { useShownFloor } from './shown-floor.ts'
import { showWords } from './show-words.ts'

/** A device’s copy may be older than what was found: the words are waited for so long, in ms. */
const WAIT_MS = 5_000

export function useWantedPlace(contextNow: () => Context | null): void {
  const { replica } = useWorld()
  const isOpen = useShownFloor() !== null
  useEffect(() => {
    const place = isOpen ? takeWantedPlace(replica.address) : null
    return place === null ? undefined : showWhenThere(place, contextNow)
  }, [contextNow, isOpen, replica])
}

/** Answers how to give up. */
function showWhenThere({ thing, words }: WantedPlace, contextNow: () => Context | null): () => void {
  const view = contextNow()?.world.view
  const isThere = (): boolean => {
    const name = thing === view?.root ? view.title : (view?.artifact(thing)?.name ?? '')
    return view !== undefined && hasWords(`${name}\n${pageOf(view, thing) ?? ''}`, words)
  }
  function end(): void {
    stop?.()
    cancel()
  }
  function show(): void {
    end()
    const context = contextNow()
    if (context === null) return
    if (context.world.view.artifact(thing) !== null) showWords(context, thing, words)
    else notify({ text: 'That is not here any more.' })
  }
  const cancel = systemClock.after(isThere() ? 0 : WAIT_MS, show)
  const stop = view?.subscribe(() => isThere() && show())
  return end
}
