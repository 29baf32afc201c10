// Notices: a line at the foot of the window that says what happened, often with a way back.
import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import './notices.css'

const manager = Toast.createToastManager()

export interface Notice {
  readonly text: string
  readonly action?: { readonly label: string; readonly run: () => void }
  /** How long it stays; 0 is until it is dismissed. */
  readonly timeoutMs?: number
}

/** Shows a notice; screen readers say it when they have finished. */
export function notify({ text, action, timeoutMs = 6000 }: Notice): void {
  const id = manager.add({
    description: text,
    timeout: timeoutMs,
    ...(action && {
      actionProps: {
        children: action.label,
        onClick() {
          action.run()
          manager.close(id)
        },
      },
    }),
  })
}

export function Notices() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="notices">
          <NoticeList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function NoticeList() {
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="notice">
      <Toast.Description className="notice-text" />
      <Toast.Action className="notice-action" />
      <Toast.Close className="notice-close" aria-label="Dismiss">
        <X size={16} aria-hidden="true" />
      </Toast.Close>
    </Toast.Root>
  ))
}
