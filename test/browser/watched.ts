// Watches every page of a test for requests that the content security policy stopped: none of ours may ever
// need that.
import type { Browser, BrowserContext } from '@playwright/test'

const STOPPED = /Content Security Policy|TrustedScript|TrustedHTML|Trusted Type/

interface Watch {
  /** The stopped requests so far, as the browser's console says them. */
  readonly stopped: readonly string[]
  end(): void
}

/** Watches all contexts that are made from now on, until its end. */
export function watchPolicy(browser: Browser): Watch {
  const stopped: string[] = []
  const watch = (context: BrowserContext): void => {
    context.on('console', (message) => {
      if (STOPPED.test(message.text())) stopped.push(message.text())
    })
  }
  browser.on('context', watch)
  return { stopped, end: () => void browser.off('context', watch) }
}
