// Where the browser begins.
import './device/first-paint.ts'
import './device/trusted-types.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { isFramed } from './api/frame-guest.ts'
import { prefetchMe } from './api/request.ts'
import { App, fetchScreen } from './app/client-app.tsx'
import { awaitInstallOffer } from './browser/install-offer.ts'
import { notify } from './notices/notices.ts'
import { currentRoute } from './navigation/route.ts'
import { firstViewShown } from './device/first-view.ts'
import { systemClock } from './device/system-clock.ts'
import { withinTime } from '../shared/time/time-limit.ts'
import './style/fonts.css'
import './style/tokens.css'
import './style/base.css'
import './style/forced.css'
import 'virtual:words.css'

/** A screen that takes longer comes when it comes; what stands around it is drawn. */
const SCREEN_TIMEOUT_MS = 1_000
/** If nothing is ever shown, a name may be asked for, or the network be gone. */
const FIRST_VIEW_TIMEOUT_MS = 5_000

prefetchMe()
const screen = fetchScreen(currentRoute())
awaitInstallOffer()
void drawApp()

/** Draws the app once its screen is there: until then there is nothing to see. */
async function drawApp(): Promise<void> {
  await withinTime(systemClock, SCREEN_TIMEOUT_MS, screen, undefined)
  // A browser that translates moves text into elements of its own, where React loses it. Pages may be
  // translated: their lines are drawn anew.
  document.body.translate = false
  createRoot(document.getElementById('app') ?? document.body).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}

/** Keeps the app on the device, which fetches all of it: after what is looked at, however long that takes. */
async function keepApp(): Promise<void> {
  await withinTime(systemClock, FIRST_VIEW_TIMEOUT_MS, firstViewShown, undefined)
  const { registerWorker } = await import('./worker/registration.ts')
  await registerWorker((takeOver) =>
    notify({
      text: 'A new version of Inkland is ready.',
      action: { label: 'Load it', run: takeOver },
      timeoutMs: 0,
    }),
  )
}

// In a frame of another site nothing is kept for later.
if (!isFramed) keepApp().catch(console.warn)
