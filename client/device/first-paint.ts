// The first lines of a page are on the screen before the app takes the processor: where the device has kept
// both, they come at once. As the first import of the first module it holds up all the others of its file.
import { afterPaint } from './first-view.ts'

if (document.getElementById('first-lines')) await new Promise<void>(afterPaint)
