// How soon people at browsers are told of a right that was taken away.
import { slowness } from '../fault/machine-speed.ts'

/** So often a node looks whether those who are here still may be, in ms. */
const LOOK_MS = 500
/** What it may take besides, at both browsers, on the machine that `slowness` compares with, in ms. */
const WORK_MS = 500

/** Within so long, in ms, they are told: a second, or longer on a machine that is slower. */
export const takenMs = (): number => LOOK_MS + WORK_MS * slowness()
