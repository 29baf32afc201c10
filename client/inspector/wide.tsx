// A panel that is wide enough for code, and the button that makes it so; kept on this device.
import { PanelRightClose, PanelRightOpen } from 'lucide-react'
import { useState } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { storePreference, readPreference } from '../device/preferences.ts'
import { usePhone } from '../browser/media.ts'
import { useHasCode } from '../world/context/use-world.ts'
import { IconButton } from '../parts/button.tsx'

const KEPT = 'wide'

interface Wide {
  readonly isWide: boolean
  /** Null where there is nothing to be wide for: no code, or no room. */
  readonly toggle: (() => void) | null
}

/** Whether the panel of a thing is wide. */
export function useWide(id: ArtifactId): Wide {
  const [isWanted, setWanted] = useState(() => readPreference(KEPT) !== null)
  const hasCode = useHasCode(id)
  const isPhone = usePhone()
  if (!hasCode || isPhone) return { isWide: false, toggle: null }
  function toggle(): void {
    storePreference(KEPT, isWanted ? null : 'yes')
    setWanted(!isWanted)
  }
  return { isWide: isWanted, toggle }
}

export function WideButton({ isWide, toggle }: Wide) {
  if (toggle === null) return null
  return (
    <IconButton label="Wide panel" aria-pressed={isWide} onClick={toggle}>
      {isWide ? (
        <PanelRightClose size={18} aria-hidden="true" />
      ) : (
        <PanelRightOpen size={18} aria-hidden="true" />
      )}
    </IconButton>
  )
}
