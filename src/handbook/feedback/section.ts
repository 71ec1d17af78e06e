import type { FeedbackCard } from './card.js';
import type { CardPage } from './layout.js';

/** 反馈卡: a machine-readable sheet, a page after the other. */
export interface Feedback {
  readonly kind: 'feedback';
  readonly title: string;
  /** What the card asks about; not printed as such. */
  readonly card: FeedbackCard;
  readonly pages: readonly CardPage[];
}
