// The light of the app: the system's, or the one chosen on this device (public/theme.js puts it on before
// painting).
import { useState } from 'react'
import { storePreference, readPreference } from '../device/preferences.ts'

export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

function chosen(): Theme {
  const stored = readPreference('theme')
  return stored === 'light' || stored === 'dark' ? stored : 'system'
}

/** Puts on a light, and keeps it on this device. */
export function chooseTheme(next: Theme): void {
  storePreference('theme', next === 'system' ? null : next)
  if (next === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = next
}

/** The chosen light, and how to choose another. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(chosen)
  function choose(next: Theme): void {
    chooseTheme(next)
    setTheme(next)
  }
  return [theme, choose]
}
