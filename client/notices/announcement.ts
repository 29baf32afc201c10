// Announcements for people who listen to the floor instead of looking at it: the selection, and where
// something went.
import { Observable } from '../device/observable.ts'

export const announced = new Observable('')

/** Says one short sentence, when the listener has heard what went before. */
export const announce = (text: string): void => announced.set(text)
