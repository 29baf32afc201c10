// Turns the sounds of programs on and off on this device; shown once the world in sight has made one.
import { Volume2, VolumeX } from 'lucide-react'
import { IconButton } from '../parts/button.tsx'
import { useWorld } from '../world/context/use-world.ts'
import { allowSounds, useSounds } from '../world/play/sounds.ts'

export function SoundSwitch() {
  const { replica, trial } = useWorld()
  const { areMade, areAllowed } = useSounds(trial ?? replica)
  if (!areMade) return null
  const Icon = areAllowed ? Volume2 : VolumeX
  return (
    <IconButton
      label="Sound"
      tip={areAllowed ? 'Turn sound off' : 'This world makes sounds: allow them'}
      aria-pressed={areAllowed}
      onClick={() => allowSounds(!areAllowed)}
    >
      <Icon size={18} aria-hidden="true" />
    </IconButton>
  )
}
