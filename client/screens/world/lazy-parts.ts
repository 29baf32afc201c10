// What is fetched after the page is on the screen: the page is the first thing one sees, its tools come a moment later.
import type { ComponentType } from 'react'
import { lazily } from '../../browser/lazily.ts'
import { shown } from '../../device/first-view.ts'
import { holdKeys } from '../../floor/gestures/early-input.ts'
import { afterDrawing } from '../../world/geometry/window-spot.ts'
import type * as Making from '../../world/edits/make-artifacts.ts'
import type * as Many from '../../world/edits/selected-edits.ts'

function later<P>(
  load: () => Promise<{ default: ComponentType<P> }>,
): React.LazyExoticComponent<ComponentType<P>> {
  return lazily(() => shown.then(load))
}

export const Tools = later(() => import('./bar-tools.tsx'))
export const Dock = later(() => import('./phone-dock.tsx'))
export const LivePage = later(() => import('../../page/live-page.tsx'))
export const ZoomButtons = later(() => import('../../floor/zoom-buttons.tsx'))
export const ThingTools = later(() => import('../../floor/tools/thing-tools.tsx'))
export const LifeMark = later(() => import('../../parts/world/life-mark.tsx'))
export const PeopleBubbles = later(() => import('../../talk/people-bubbles.tsx'))
export const TrialBand = later(() => import('../../play/trial-band.tsx'))
export const AloudRegion = later(() => import('../../people/aloud/aloud-region.tsx'))
export const FloorLines = later(() => import('./floor-lines.tsx'))
export const DoorMark = later(() => import('../../parts/world/door-mark.tsx'))
export const ArrivingFromAfar = later(() => import('../../peers/arriving.tsx'))
export const MeetingPeople = later(() => import('../../peers/tell-meetings.tsx'))
export const WalkFoot = later(() => import('./walk-foot.tsx'))
export const Figures = later(() => import('../../people/figures/floor-figures.tsx'))
export const Pointers = later(() => import('../../people/pointers.tsx'))
export const FollowBand = later(() => import('../../people/follow-band.tsx'))
export const FloorDrop = later(() => import('./floor-drop.tsx'))
export const SendingMark = later(() => import('../../adding/sending-mark.tsx'))
export const SidePanel = later(() => import('./side-panel.tsx'))
export const FloorHands = later(() => import('../../floor/floor-input.tsx'))
export const BoardWords = later(() => import('../../floor/drawing/board-words.tsx'))
export const OutlineSide = later(() => import('../../outline/outline-side.tsx'))
export const BarStart = later(() => import('./bar-start.tsx'))
export const Commands = later(() => import('./commands/command-keys.tsx'))
export const Walking = later(() => import('../../walk/walk-mode.tsx'))
export const SelectFrame = later(() => import('../../floor/gestures/select-frame.tsx'))

/** Does something to all that is selected, by what is fetched after the page. */
export function withMany(work: (many: typeof Many) => void): void {
  shown
    .then(() => import('../../world/edits/selected-edits.ts'))
    .then(work)
    .catch((error: unknown) => console.warn('That could not be done.', error))
}

/** Makes something, by what is fetched after the page. What is typed meanwhile goes to the name of what is made. */
export function withMaking(work: (making: typeof Making) => void): void {
  const release = holdKeys()
  shown
    .then(() => import('../../world/edits/make-artifacts.ts'))
    .then(work)
    .catch((error: unknown) => console.warn('That could not be made.', error))
    .finally(() => afterDrawing(release))
}
