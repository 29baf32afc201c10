// A walker's actions with near things, each with its key.
import type { Action } from '../../shared/play/acts/action.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import { keysOf } from '../device/shortcuts.ts'
import type { ChosenVoice } from '../world/play/voices.ts'
import type { ThingDeed } from '../world/play/walk-session.ts'

export type WalkAction = ThingDeed | 'whisper' | 'follow'

interface DeedWords {
  readonly label: string
  readonly keys: string
}

export const WALK_ACTIONS: Readonly<Record<WalkAction, DeedWords>> = {
  use: { label: 'Use', keys: keysOf('walkUse') },
  pickUp: { label: 'Pick up', keys: keysOf('walkHold') },
  push: { label: 'Push', keys: keysOf('walkPush') },
  enter: { label: 'Go in', keys: keysOf('walkIn') },
  whisper: { label: 'Whisper', keys: keysOf('walkWhisper') },
  follow: { label: 'Follow', keys: keysOf('walkFollow') },
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
