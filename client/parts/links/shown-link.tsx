// A link to be given away: copied, copied by hand, or read by a phone's camera.
import { Copy, QrCode as QrIcon } from 'lucide-react'
import { Suspense, useState } from 'react'
import { lazyWithRetry } from '../../browser/lazily.ts'
import { copyText } from '../../notices/copy-text.ts'
import { ReachNote } from './reach-note.tsx'
import { Button } from '../button.tsx'
import './shown-link.css'

const QrCode = lazyWithRetry(() => import('./qr-code.tsx'))

interface ShownLinkProps {
  readonly label: string
  readonly link: string
  readonly onDone: () => void
}

export function ShownLink({ label, link, onDone }: ShownLinkProps) {
  const [isDrawn, setDrawn] = useState(false)
  return (
    <div className="shown-link">
      <input
        className="field-input"
        readOnly
        aria-label={label}
        value={link}
        onFocus={({ target }) => target.select()}
      />
      <div className="shown-link-ways">
        <Button onClick={() => copyText(link, 'The link is copied.')}>
          <Copy size={16} aria-hidden="true" /> Copy
        </Button>
        <Button aria-expanded={isDrawn} onClick={() => setDrawn(!isDrawn)}>
          <QrIcon size={16} aria-hidden="true" /> QR code
        </Button>
        <Button look="quiet" onClick={onDone}>
          Done
        </Button>
      </div>
      <Suspense>{isDrawn && <QrCode link={link} />}</Suspense>
      <ReachNote />
    </div>
  )
}
