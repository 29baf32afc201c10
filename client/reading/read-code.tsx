// Code in the reading view, in the colours that it has on the page.
import type { parser } from '@lezer/javascript'
import { highlightCode } from '@lezer/highlight'
import { useEffect, useState, type ReactNode } from 'react'
import { isLiveInfo } from '../../shared/world/page-values.ts'
import { codeStyles } from '../markdown/code-styles.ts'
import { LiveCode } from './live-code.tsx'

type CodeParser = typeof parser

interface CodeProps {
  readonly code: string
  /** The words behind the fence. */
  readonly info: string
}

export function Code({ code, info }: CodeProps) {
  const isLive = isLiveInfo(info)
  const javascript = useJavascript(isLive)
  const words = (
    // A block that is wider than the screen is scrolled, by keys too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className="read-code" dir="ltr" tabIndex={0} aria-label={isLive ? 'Code (runs)' : 'Code (not run)'}>
      <code>{javascript === null ? code : coloured(code, javascript)}</code>
    </pre>
  )
  return isLive ? <LiveCode code={code}>{words}</LiveCode> : words
}

/** Fetched with the first code that wants it. */
function useJavascript(isWanted: boolean): CodeParser | null {
  const [javascript, setJavascript] = useState<CodeParser | null>(null)
  useEffect(() => {
    let isGone = false
    async function fetchParser(): Promise<void> {
      const found = await import('@lezer/javascript')
      if (!isGone) setJavascript(found.parser)
    }
    if (isWanted) fetchParser().catch((error: unknown) => console.warn('Code stays without colours.', error))
    return () => {
      isGone = true
    }
  }, [isWanted])
  return javascript
}

function coloured(code: string, javascript: CodeParser): ReactNode[] {
  const pieces: ReactNode[] = []
  let at = 0
  highlightCode(
    code,
    javascript.parse(code),
    codeStyles,
    (piece, classes) => {
      pieces.push(
        classes === '' ? (
          piece
        ) : (
          <span key={at} className={classes}>
            {piece}
          </span>
        ),
      )
      at += piece.length
    },
    () => {
      pieces.push('\n')
      at += 1
    },
  )
  return pieces
}
