// Where this machine's browser is. Runs on Node 20, before anything is installed.
import { existsSync } from 'node:fs'

const WHOLE = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]
/** Chromium without what draws windows: tests take a third of the time in it. */
export const SHELL = '/usr/bin/chromium-headless-shell'

const first = (places) => places.find((place) => place && existsSync(place))

/** A browser as people have it; INKLAND_CHROMIUM can name one. */
export const wholeBrowser = () => first([process.env.INKLAND_CHROMIUM, ...WHOLE])

/** The quickest browser for tests. */
export const testBrowser = () => first([process.env.INKLAND_CHROMIUM, SHELL, ...WHOLE])
