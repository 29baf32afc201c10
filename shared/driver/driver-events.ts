// What a driver is told: its listeners, by the name of the event, and what they are told of the world it is
// in.
import type { Artifact } from '../world/artifact.ts'
import type { View } from '../world/view/world-view.ts'
import type { Driver, DriverEvents } from './driver.ts'
import type { ReadingEnvironment } from '../wire/reading/reading-environment.ts'
import { watchSurroundings } from './noticed-events.ts'

export interface DriverListeners {
  readonly add: Driver['on']
  readonly emit: <Name extends keyof DriverEvents>(name: Name, event: DriverEvents[Name]) => void
  /** Tells from now on what happens around `me` in this world, and no more what happens in another. */
  readonly watch: (view: View, me: () => Artifact | null) => void
  /** Whether what comes is told as it comes. */
  readonly isWatching: () => boolean
  readonly stop: () => void
}

export function createListeners({ clock, report }: ReadingEnvironment): DriverListeners {
  const listeners: { readonly [Name in keyof DriverEvents]: Set<(event: DriverEvents[Name]) => void> } = {
    hear: new Set(),
    whisper: new Set(),
    question: new Set(),
    arrive: new Set(),
    leave: new Set(),
    move: new Set(),
    change: new Set(),
    world: new Set(),
    end: new Set(),
  }
  let stopWatching: (() => void) | null = null

  function emit<Name extends keyof DriverEvents>(name: Name, event: DriverEvents[Name]): void {
    for (const listener of listeners[name]) {
      try {
        listener(event)
      } catch (error) {
        report(error)
      }
    }
  }

  return {
    add(name, listener) {
      listeners[name].add(listener)
      return () => listeners[name].delete(listener)
    },
    emit,
    watch(view, me) {
      stopWatching?.()
      stopWatching = watchSurroundings({
        view,
        me,
        now: () => clock.now(),
        hear: (heard) => emit('hear', heard),
        arrive: (who) => emit('arrive', who),
        leave: (who) => emit('leave', who),
        move: (what) => emit('move', what),
        change: (change) => emit('change', change),
      })
    },
    isWatching: () => stopWatching !== null,
    stop() {
      stopWatching?.()
      stopWatching = null
    },
  }
}
