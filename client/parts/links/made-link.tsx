// A link with a secret in it, which is shown once.
import { ShownLink } from './shown-link.tsx'

interface MadeLinkProps {
  readonly link: string
  readonly onDone: () => void
}

export function MadeLink({ link, onDone }: MadeLinkProps) {
  return (
    <div className="stack">
      <p className="card-text">
        It is shown only once: copy it now, and give it to the people you want here. Anyone who has it can use
        it.
      </p>
      <ShownLink label="The link" link={link} onDone={onDone} />
    </div>
  )
}
