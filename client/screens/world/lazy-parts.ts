// Parts that are fetched after the page is on the screen: the page is seen first, its tools come a moment
// later.
import { later } from '../../browser/lazily.ts'
import { EditablePage } from '../../page/editable-page.tsx'
import type { FloorSlots } from '../../floor/slots/floor-slots.ts'

export const LazyTools = later(() => import('./bar-tools.tsx'))
export const Dock = later(() => import('./phone-dock.tsx'))
export const PeopleAround = later(() => import('./people-around.tsx'))
export const TrialBand = later(() => import('../../play/trial-band.tsx'))
export const PastBand = later(() => import('../../history/moment/past-band.tsx'))
export const TakeBack = later(() => import('../../history/reverting/take-back.tsx'))
export const Timeline = later(() => import('../../history/strip/timeline.tsx'))
export const FloorLines = later(() => import('./floor-lines.tsx'))
export const WalkFoot = later(() => import('./walk-foot.tsx'))
const Figures = later(() => import('../../people/figures/floor-figures.tsx'))
const Pointers = later(() => import('./floor-marks.tsx'))
export const FollowBand = later(() => import('../../people/follow-band.tsx'))
export const FloorDrop = later(() => import('./floor-drop.tsx'))
export const SendingMark = later(() => import('../../adding/sending-mark.tsx'))
export const SidePanel = later(() => import('./side-panel.tsx'))
export const OutlineSide = later(() => import('../../outline/outline-side.tsx'))
export const BarStart = later(() => import('./bar-start.tsx'))
export const Commands = later(() => import('./commands/command-keys.tsx'))
export const Walking = later(() => import('../../walk/walk-mode.tsx'))

/** The parts that a floor is given. */
export const FLOOR_SLOTS: FloorSlots = { Page: EditablePage, Pointers, Figures }
