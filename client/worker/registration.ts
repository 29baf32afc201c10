// Starts the service worker, where the browser allows one, and says when a new version waits. Fetched once
// the page is shown.
import { whyNoOffline } from '../device/why-no-offline.ts'

/**
 * Registers the worker; `onWaiting` gets a function that puts a waiting new version in place and loads it.
 */
export async function registerWorker(onWaiting: (takeOver: () => void) => void): Promise<void> {
  if (whyNoOffline() !== null || !import.meta.env.PROD) return
  const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' })
  loadWithEachVersion()
  const offer = (worker: ServiceWorker): void => onWaiting(() => takeOver(worker))
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting)
  void claimThisPage()
  // A page can be open for days; coming back to it is the time to look.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') registration.update().catch(() => undefined)
  })
  registration.addEventListener('updatefound', () => {
    const { installing: worker, active } = registration
    worker?.addEventListener('statechange', () => {
      // With none at work this is the first one, which nobody waits for, and which may be at work by then.
      if (worker.state === 'installed' && active) offer(worker)
    })
  })
}

/**
 * A page that was just being opened when the worker took over its pages was missed by it: it asks once more.
 */
async function claimThisPage(): Promise<void> {
  const { active } = await navigator.serviceWorker.ready
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  if (navigator.serviceWorker.controller === null) active?.postMessage('claim')
}

/** A new version takes over all tabs at once, wherever it was asked to: each loads it. */
function loadWithEachVersion(): void {
  const { serviceWorker } = navigator
  // The first version takes over pages that run its files already.
  let hasVersion = serviceWorker.controller !== null
  serviceWorker.addEventListener('controllerchange', () => {
    if (hasVersion) location.reload()
    hasVersion = true
  })
}

function takeOver(worker: ServiceWorker): void {
  // It took over before, and this tab was kept from loading it.
  if (worker.state !== 'installed') return location.reload()
  // A worker is of one origin: there is none to name.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  worker.postMessage('take over')
}
