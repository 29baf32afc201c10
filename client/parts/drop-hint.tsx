// The words over a screen while files are held over it, or read.
import { FileDown } from 'lucide-react'
import type { ReactNode } from 'react'
import './drop-hint.css'

/** Files are held over this screen. */
export function DropHint({ words }: { readonly words: string }) {
  return (
    <DropNote>
      <FileDown size={20} aria-hidden="true" /> {words}
    </DropNote>
  )
}

export function DropNote({ children }: { readonly children: ReactNode }) {
  return (
    <div className="drop-hint">
      <output className="drop-words">{children}</output>
    </div>
  )
}
