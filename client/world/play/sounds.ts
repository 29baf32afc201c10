// The sounds of programs at this device: silent until the person allows them, which the device keeps.
import { useSyncExternalStore } from 'react'
import type { Sound } from '../../../shared/behavior/sounds.ts'
import { Listeners } from '../../device/listener-set.ts'
import { readPreference, storePreference } from '../../device/preferences.ts'
import { notify } from '../../notices/notices.ts'

/** Whether sounds are allowed on this device: 'on', 'off', or null while nobody has chosen. */
const PREFERENCE = 'sound'

const listeners = new Listeners()
/** Worlds that made a sound since they were opened here. */
const noisy = new WeakSet<object>()

export const areSoundsAllowed = (): boolean => readPreference(PREFERENCE) === 'on'

export function allowSounds(isAllowed: boolean): void {
  storePreference(PREFERENCE, isAllowed ? 'on' : 'off')
  if (isAllowed) hear([CHOSEN])
  listeners.tell()
}

/** What somebody hears who allows sounds: that it works. */
const CHOSEN: Sound = { type: 'named', name: 'chime', volume: 60 }

/** `source`: the open world, or the trial in it. */
export function soundsCame(source: object, sounds: readonly Sound[]): void {
  if (!noisy.has(source)) {
    noisy.add(source)
    listeners.tell()
  }
  if (areSoundsAllowed()) hear(sounds)
  else if (readPreference(PREFERENCE) === null) askOnce()
}

function hear(sounds: readonly Sound[]): void {
  import('../../device/sound-synthesis.ts')
    .then(({ makeSound }) => Promise.all(sounds.map(makeSound)))
    .catch((error: unknown) => console.warn('A sound could not be made.', error))
}

/** Once for each device: afterwards there is the switch in the bar. */
function askOnce(): void {
  storePreference(PREFERENCE, 'off')
  notify({
    text: 'This world makes sounds. They are silent until you allow them.',
    action: { label: 'Allow sound', run: () => allowSounds(true) },
  })
}

/** Whether the world in sight makes sounds, and whether they are heard. */
export function useSounds(source: object): { readonly areMade: boolean; readonly areAllowed: boolean } {
  const areMade = useSyncExternalStore(listeners.add, () => noisy.has(source))
  const areAllowed = useSyncExternalStore(listeners.add, areSoundsAllowed)
  return { areMade, areAllowed }
}
