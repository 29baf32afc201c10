// Choosing the light, inside a menu.
import { THEMES, useTheme, type Theme } from '../browser/theme.ts'
import { MenuChoice } from '../parts/menu.tsx'

const LABELS: Record<Theme, string> = { system: 'Same as system', light: 'Light', dark: 'Dark' }

export function ThemeChoice() {
  const [theme, choose] = useTheme()
  return (
    <MenuChoice
      label="Colours"
      value={theme}
      options={THEMES.map((value) => ({ value, label: LABELS[value] }))}
      onChoose={choose}
    />
  )
}
