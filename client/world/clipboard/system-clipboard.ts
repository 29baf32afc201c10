// The system's clipboard from buttons, which have no clipboard event of their own. Where a page may not use
// it (no https, not allowed), what was copied in this tab can still be pasted in it.
import { notify } from '../../notices/notices.ts'
import { MOD } from '../../browser/media.ts'

let copied: string | null = null

/** Keeps what was copied for this tab. */
export function keepCopied(text: string): void {
  copied = text
}

/** Puts a text on the clipboard. */
export async function writeClipboard(text: string): Promise<void> {
  keepCopied(text)
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    copyByEvent(text)
  }
}

/** Where there is no clipboard to write to, a copy that a person asked for can still be filled. */
function copyByEvent(text: string): void {
  const fill = (event: ClipboardEvent): void => {
    event.preventDefault()
    event.stopImmediatePropagation()
    event.clipboardData?.setData('text/plain', text)
  }
  document.addEventListener('copy', fill, { capture: true, once: true })
  // The one way that works on a page without https; it is old, not gone.
  document.execCommand('copy')
  document.removeEventListener('copy', fill, { capture: true })
}

/**
 * The content of the clipboard; null, which is told, when nobody lets us look and nothing was copied here.
 */
export async function readClipboard(): Promise<string | null> {
  try {
    return await navigator.clipboard.readText()
  } catch {
    if (copied === null)
      notify({ text: `This browser does not let this page read the clipboard. ${MOD}V still pastes.` })
    return copied
  }
}
