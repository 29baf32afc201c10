// A person who comes back with changes that met those of others tells them, as long as they may have to hear
// of it.
import { useEffect } from 'react'
import { useWorld } from '../../world/context/use-world.ts'
import type { Report } from '../compare/away-summary.ts'
import { announcementOf } from './told-conflicts.ts'

/**
 * For so long it is told, in ms: people who are there hear it at once, those whose own connection broke just
 * then some seconds later.
 */
const TOLD_MS = 60_000

export function useTellingConflicts(report: Report | null): void {
  const { presence, view } = useWorld()
  useEffect(() => {
    const telling = report && announcementOf(view, report)
    if (telling === null) return undefined
    const stop = (): void => presence.setLocalStateField('met', null)
    presence.setLocalStateField('met', telling)
    const timer = setTimeout(stop, TOLD_MS)
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [presence, view, report])
}
