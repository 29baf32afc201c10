// The system's Chromium, to see what a browser really loads.
import { chromium, type Browser } from '@playwright/test'
import { wholeBrowser } from '../../.scripts/browser.mjs'

/** Starts Chromium, without a window; fails when there is none. */
export function startBrowser(): Promise<Browser> {
  const executablePath = wholeBrowser()
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
