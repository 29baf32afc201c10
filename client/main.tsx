// Where the browser begins.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { awaitInstallOffer } from './app/install.ts'
import { notify } from './app/notices.ts'
import { registerWorker } from './worker/register.ts'
import './style/fonts.css'
import './style/tokens.css'
import './style/base.css'

awaitInstallOffer()
const place = document.getElementById('app')
if (!place) throw new Error('The page has no place for the app.')
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

registerWorker((takeOver) =>
  notify({
    text: 'A new version of Inkland is ready.',
    action: { label: 'Load it', run: takeOver },
    timeoutMs: 0,
  }),
).catch((error: unknown) => console.warn('The service worker did not start.', error))
