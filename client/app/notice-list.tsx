// Draws the notices.
import { Toast } from '@base-ui/react/toast'
import { X } from 'lucide-react'
import { useEffect } from 'react'
import { onTakingBack, showNotices, type Notice } from '../notices/notices.ts'
import './notices.css'

/** How long a notice stays unless it says otherwise. */
const STAY_MS = 6000

export default function Notices() {
  return (
    <Toast.Provider limit={2}>
      <Toast.Portal>
        <Toast.Viewport className="notices">
          <NoticeList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function NoticeList() {
  const { toasts, add, close } = Toast.useToastManager()
  useEffect(() => {
    const judged = new Map<string, () => boolean>()
    function show({ text, action, isSo, timeoutMs = STAY_MS }: Notice): void {
      const id: string = add({
        description: text,
        timeout: timeoutMs,
        onRemove: () => judged.delete(id),
        ...(action && {
          actionProps: {
            children: action.label,
            onClick() {
              action.run()
              close(id)
            },
          },
        }),
      })
      if (isSo) judged.set(id, isSo)
    }
    const endTaking = onTakingBack(() => {
      for (const [id, isSo] of judged) if (!isSo()) close(id)
    })
    const endShowing = showNotices(show)
    return () => {
      endTaking()
      endShowing()
    }
  }, [add, close])
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="notice">
      <Toast.Description className="notice-text" />
      <Toast.Action className="notice-action" />
      {/* It can be reached at any time, so it is told of at any time: the library hides it until one is among the notices. */}
      <Toast.Close className="notice-close" aria-label="Dismiss" aria-hidden={false}>
        <X size={16} aria-hidden="true" />
      </Toast.Close>
    </Toast.Root>
  ))
}
