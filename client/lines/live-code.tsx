// Live code on a page that is read: folded to a strip in the room of its source, as its editor has it.
import { useCallback, useState, useSyncExternalStore, type ReactNode } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { LIVE_CODE } from '../../shared/page/page-lines.ts'
import { codeNow, onCodeNow, stripWords } from '../world/play/code-state.ts'
import { useWorld } from '../world/context/use-world.ts'
import './code-strip.css'

interface FoldedCodeProps {
  /** The thing whose page it is. */
  readonly id: ArtifactId
  readonly lines: number
  readonly children: ReactNode
}

export function LiveCode({ id, lines, children }: FoldedCodeProps) {
  const world = useWorld()
  const subscribe = useCallback((listener: () => void) => onCodeNow(world, listener), [world])
  const name = useSyncExternalStore(subscribe, () => codeNow(world, id).name)
  const runs = useSyncExternalStore(subscribe, () => codeNow(world, id).runs)
  const [isOpen, setOpen] = useState(false)
  const words = stripWords({ name, runs }, lines)
  return (
    <pre className={LIVE_CODE} data-folded={isOpen ? undefined : ''}>
      <button
        type="button"
        className="code-strip"
        data-runs={runs}
        aria-expanded={isOpen}
        aria-label={isOpen ? `Fold the code of ${name}` : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {!isOpen &&
          words.map((part, at) => (
            <span key={part} className={at === 0 ? 'unseen' : 'code-strip-part'}>
              {part}{' '}
            </span>
          ))}
      </button>
      {children}
    </pre>
  )
}
