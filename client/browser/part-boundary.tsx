// A part of the interface that fails, or cannot be fetched, says so where it is; all else goes on.
import { Component, useLayoutEffect, useRef, type ReactNode } from 'react'
import { endFirstLines } from '../device/first-view.ts'
import './part-boundary.css'

interface PartBoundaryProps {
  readonly children?: ReactNode
  /** Called before it is drawn again. */
  readonly onRetry?: () => void
}

interface State {
  readonly hasFailed: boolean
  /** How often one has tried it again. */
  readonly retries: number
}

export class PartBoundary extends Component<PartBoundaryProps, State> {
  override readonly state: State = { hasFailed: false, retries: 0 }

  static getDerivedStateFromError(): Partial<State> {
    return { hasFailed: true }
  }

  override componentDidCatch(error: unknown): void {
    console.warn('A part of this page broke.', error)
  }

  readonly #retry = (): void => {
    this.props.onRetry?.()
    this.setState(({ retries }) => ({ hasFailed: false, retries: retries + 1 }))
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
    return <PartFault isAgain={this.state.retries > 0} onRetry={this.#retry} />
  }
}

interface PartFaultProps {
  /** It was tried before: then only all of the page anew may help. */
  readonly isAgain: boolean
  readonly onRetry: () => void
}

function PartFault({ isAgain, onRetry }: PartFaultProps) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    endFirstLines()
    // Where the focus was lost with what broke, keys go on here.
    if (document.activeElement === document.body) place.current?.querySelector('button')?.focus()
  }, [])
  return (
    <div className="part-fault" role="alert" ref={place}>
      <p className="part-fault-words">
        This part could not be shown. What you wrote is kept.
        {isAgain && ' If it stays like this, load the page again.'}
      </p>
      <button type="button" className="button part-fault-button" onClick={onRetry}>
        Try again
      </button>
      {isAgain && (
        <button type="button" className="button part-fault-button" onClick={() => location.reload()}>
          Load the page again
        </button>
      )}
    </div>
  )
}
