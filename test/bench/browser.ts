// The system's Chromium, to see what a browser really loads.
import { chromium, type Browser } from '@playwright/test'
import { existsSync } from 'node:fs'

const places = [
  process.env['INKLAND_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Starts Chromium, without a window; fails when there is none. */
export function startBrowser(): Promise<Browser> {
  const executablePath = places.find((place) => place !== undefined && existsSync(place))
  if (executablePath === undefined) throw new Error('no Chromium was found; INKLAND_CHROMIUM can name one')
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox', // needs rights that root in a container has not
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
