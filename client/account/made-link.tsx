// A link with a secret in it, which is shown once.
import { Copy } from 'lucide-react'
import { copyText } from '../app/clipboard.ts'
import { Button } from '../parts/button.tsx'

interface Props {
  readonly link: string
  readonly onDone: () => void
}

export function MadeLink({ link, onDone }: Props) {
  return (
    <div className="stack">
      <p className="card-text">
        It is shown this once: copy it, and give it to whom you want here. Whoever has it can use it.
      </p>
      <input
        className="field-input"
        readOnly
        aria-label="The link"
        value={link}
        onFocus={({ target }) => target.select()}
      />
      <div className="card-foot">
        <Button onClick={() => copyText(link, 'The link is copied.')}>
          <Copy size={16} aria-hidden="true" /> Copy
        </Button>
        <Button look="main" onClick={onDone}>
          I have it
        </Button>
      </div>
    </div>
  )
}
