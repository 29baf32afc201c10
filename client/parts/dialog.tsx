// Dialogs: a card that comes up, in the middle of a window, from the foot of a phone.
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { wordsOf } from '../api/request.ts'
import { Button } from './button.tsx'
import { Trouble } from './trouble.tsx'
import './dialog.css'

interface CardProps {
  readonly title: string
  readonly open: boolean
  readonly onClose: () => void
  /** For text in columns. */
  readonly isWide?: boolean
  /** It may come up over another one, which stays. */
  readonly isOnTop?: boolean
  readonly children: ReactNode
}

export function Card({ title, open, onClose, isWide = false, isOnTop = false, children }: CardProps) {
  const popup = useRef<HTMLDivElement>(null)
  const look = ['card', isWide && 'card-wide', isOnTop && 'card-on-top'].filter(Boolean).join(' ')
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={isOnTop ? 'veil veil-on-top' : 'veil'} />
        <Dialog.Popup
          className={look}
          ref={popup}
          initialFocus={() => popup.current?.querySelector<HTMLElement>(FIELD) ?? true}
        >
          <header className="card-head">
            <Dialog.Title className="card-title">{title}</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <X size={18} aria-hidden="true" />
            </Dialog.Close>
          </header>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/**
 * A dialog with fields has the focus in its first field at once: on Close, the first blank of a title would
 * close it.
 */
const FIELD =
  ':is(input:not([type]), [type="text"], [type="password"], [type="search"], textarea):not([readonly])'

interface QuestionProps {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly open: boolean
  readonly onClose: () => void
  /** The action of yes; the question stays, with the reason, when it fails. */
  readonly onYes: () => Promise<void>
  /** What can be decided along with it. */
  readonly children?: ReactNode
}

/** Asks before something that cannot be taken back. */
export function Question({ title, text, yes, open, onClose, onYes, children }: QuestionProps) {
  const [trouble, setTrouble] = useState<string | null>(null)
  function answer(): void {
    onYes().then(onClose, (error: unknown) => setTrouble(wordsOf(error)))
  }
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="veil" />
        <AlertDialog.Popup className="card">
          <AlertDialog.Title className="card-title">{title}</AlertDialog.Title>
          <AlertDialog.Description className="card-text">{text}</AlertDialog.Description>
          {children}
          <Trouble text={trouble} />
          <div className="card-foot">
            <AlertDialog.Close className="button button-quiet">Cancel</AlertDialog.Close>
            <Button look="grave" onClick={answer}>
              {yes}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
