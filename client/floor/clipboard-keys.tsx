// The clipboard on the floor: copy, cut, paste and duplicate by the keys that everybody knows, wherever no
// text is being written. A copy of things that is pasted into the floor's page becomes things, too.
import { useEffect } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { isClipText } from '../../shared/world/clipboard/clip-text.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useWorld } from '../world/context/use-world.ts'
import { askForPictures } from '../world/picture-requests.ts'
import { copiedText, cutText, duplicate, pasteText } from '../world/clipboard/copy-paste.ts'
import { readPastedWords } from '../world/clipboard/pasted-words.ts'
import { filesIn } from '../world/clipboard/pasted-files.ts'
import { keepCopied } from '../world/clipboard/system-clipboard.ts'
import { createPasteSpots } from '../world/clipboard/paste-spot.ts'
import { meantKeyOf } from '../device/pressed-key.ts'

interface ClipboardKeysProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
}

export default function ClipboardKeys({ host, viewport }: ClipboardKeysProps) {
  const world = useWorld()
  useEffect(() => {
    const { selection } = world
    const places = createPasteSpots(world, host, viewport)
    const control = new AbortController()
    const listen = { signal: control.signal }

    function onCopy(event: ClipboardEvent): void {
      const { ids } = selection.now
      if (ids.size === 0 || isWriting() || isReading()) return
      event.preventDefault()
      const text = event.type === 'cut' ? cutText(world, ids) : copiedText(world, ids)
      if (text === null) return
      event.clipboardData?.setData('text/plain', text)
      keepCopied(text)
    }

    function onPaste(event: ClipboardEvent): void {
      const files = filesIn(event.clipboardData)
      const text = files.length > 0 ? '' : (event.clipboardData?.getData('text/plain') ?? '')
      const isOnPage = document.activeElement?.closest('.paper .page') !== null
      const isInPage = document.activeElement?.closest('.page') != null
      if (isInPage && files.length > 0) {
        event.preventDefault()
        event.stopPropagation()
        askForPictures({ files, spot: { kind: 'page' } })
        return
      }
      if (isWriting() && !(isOnPage && isClipText(text))) return
      if (text === '' && files.length === 0) return
      event.preventDefault()
      event.stopPropagation()
      const at = places.pointer()
      if (text === '')
        askForPictures({ files, spot: at === null ? { kind: 'anywhere' } : { kind: 'floor', at } })
      else {
        const html = isClipText(text) ? '' : (event.clipboardData?.getData('text/html') ?? '')
        const placeFor = isOnPage ? places.byLine : places.byPointer
        void readPastedWords(html, text).then((words) => pasteText(world, words, placeFor))
      }
    }

    function onKeyDown(event: KeyboardEvent): void {
      const isKey = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
      if (!isKey || meantKeyOf(event) !== 'd' || isWriting() || selection.now.ids.size === 0) return
      event.preventDefault()
      duplicate(world, selection.now.ids)
    }

    viewport.window?.addEventListener('pointermove', places.note, { ...listen, passive: true })
    document.addEventListener('copy', onCopy, listen)
    document.addEventListener('cut', onCopy, listen)
    // Before the page's editor takes it for text.
    document.addEventListener('paste', onPaste, { ...listen, capture: true })
    document.addEventListener('keydown', onKeyDown, listen)
    return () => control.abort()
  }, [world, host, viewport])
  return null
}

const ELSEWHERE =
  'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="alertdialog"], [role="menu"]'

/** The focus is in text, or in a layer over the floor. */
const isWriting = (): boolean => document.activeElement?.closest(ELSEWHERE) != null

/** Some text beside the floor is selected, to be copied. */
function isReading(): boolean {
  const chosen = getSelection()
  const node = chosen?.anchorNode ?? null
  const element = node instanceof Element ? node : (node?.parentElement ?? null)
  return (
    chosen !== null && !chosen.isCollapsed && element !== null && element.closest('.floor-window') === null
  )
}
