// The first lines of a page are on the screen before the app takes the processor: where the device has kept
// both, they come at once. As the first import of the first module it holds up all the others of its file.
// So it may import nothing that is in another file of the build: that would wait for this one, for ever.
import { afterPaint } from './first-view.ts'

if (document.getElementById('first-lines')) await new Promise<void>(afterPaint)
