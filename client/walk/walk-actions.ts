// A walker's actions with near things, each with its key.
import type { Action } from '../../shared/play/acts/action.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import type { ChosenVoice } from '../world/play/voices.ts'
import type { ThingDeed } from '../world/play/walk-session.ts'

export type WalkAction = ThingDeed | 'whisper' | 'follow'

interface DeedWords {
  readonly label: string
  readonly key: string
}

export const WALK_ACTIONS: Readonly<Record<WalkAction, DeedWords>> = {
  use: { label: 'Use', key: 'E' },
  pickUp: { label: 'Pick up', key: 'F' },
  push: { label: 'Push', key: 'P' },
  enter: { label: 'Go in', key: 'I' },
  whisper: { label: 'Whisper', key: 'T' },
  follow: { label: 'Follow', key: 'C' },
}

/** The actions with something. A locked door says so at the door. */
export function walkActionsFor({ avatar, properties }: Artifact, canBeUsed: boolean): readonly WalkAction[] {
  if (avatar !== null) return ['whisper', 'follow']
  const deeds: WalkAction[] = canBeUsed ? ['use'] : []
  if (properties.pickable) deeds.push('pickUp')
  if (properties.pushable) deeds.push('push')
  deeds.push('enter')
  return deeds
}

export const whisperTo = ({ id, name }: Artifact): ChosenVoice => ({ kind: 'whisper', to: id, name })

export function actionFor(deed: ThingDeed, { id }: Artifact): Action {
  return { verb: deed, thing: id }
}
