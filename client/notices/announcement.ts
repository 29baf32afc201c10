// What is said aloud to those who listen to the floor instead of looking at it: what is selected, where
// something went.
import { Observable } from '../device/observable.ts'

export const announced = new Observable('')

/** Says one short sentence, when the listener has heard what went before. */
export const announce = (text: string): void => announced.set(text)
