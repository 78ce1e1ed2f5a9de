import type { ComponentChildren, JSX } from 'preact';

function Icon({ children, size = 20 }: { children: ComponentChildren; size?: number | undefined }): JSX.Element {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

interface Size {
  size?: number;
}

export const ChatIcon = ({ size }: Size) => (
  <Icon size={size}>
    <path d="M21 11.5c0 4.4-4 8-9 8-1.2 0-2.4-.2-3.5-.6L3.5 20.5l1.4-3.9C3.7 15.2 3 13.4 3 11.5c0-4.4 4-8 9-8s9 3.6 9 8z" />
    <path d="M8.5 10.5h7M8.5 13.7h4.5" />
  </Icon>
);

export const CloseIcon = ({ size }: Size) => (
  <Icon size={size}>
    <path d="M6 6l12 12M18 6L6 18" />
  </Icon>
);

export const HeadsetIcon = ({ size }: Size) => (
  <Icon size={size}>
    <path d="M4 14v-2a8 8 0 0 1 16 0v2" />
    <rect x="3" y="13.5" width="4" height="6" rx="1.5" />
    <rect x="17" y="13.5" width="4" height="6" rx="1.5" />
    <path d="M19 19.5c0 1.5-2 2.5-5 2.5" />
  </Icon>
);

export const SendIcon = ({ size }: Size) => (
  <Icon size={size}>
    <path d="M12 19V5M5.5 11.5L12 5l6.5 6.5" />
  </Icon>
);

export const PictureIcon = ({ size }: Size) => (
  <Icon size={size}>
    <rect x="3.5" y="4.5" width="17" height="15" rx="2.5" />
    <circle cx="9" cy="10" r="1.6" />
    <path d="M4 17l5-4.5 4 3.5 3-2.5 4.5 4" />
  </Icon>
);

export const CheckIcon = ({ size }: Size) => (
  <Icon size={size}>
    <path d="M5 12.5l4.5 4.5L19 7.5" />
  </Icon>
);

export const ClockIcon = ({ size }: Size) => (
  <Icon size={size}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </Icon>
);

export const DownloadIcon = ({ size }: Size) => (
  <Icon size={size}>
    <path d="M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14" />
  </Icon>
);

export const CopyIcon = ({ size }: Size) => (
  <Icon size={size}>
    <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
    <path d="M15.5 5.5h-9a2 2 0 0 0-2 2v9" />
  </Icon>
);

export const StarIcon = ({ size, filled }: Size & { filled: boolean }) => (
  <Icon size={size}>
    <path
      d="M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.6L12 16.7l-5.1 2.7 1-5.6-4.1-4 5.7-.8z"
      fill={filled ? 'currentColor' : 'none'}
    />
  </Icon>
);

export const BotIcon = ({ size }: Size) => (
  <Icon size={size}>
    <rect x="4.5" y="8" width="15" height="11" rx="3.5" />
    <path d="M12 8V4.5M9.5 13v1M14.5 13v1" />
    <circle cx="12" cy="3.8" r=".8" />
  </Icon>
);

export const PeopleIcon = ({ size }: Size) => (
  <Icon size={size}>
    <circle cx="9" cy="8.5" r="3.5" />
    <path d="M2.8 19.5c.5-3.3 3-5.2 6.2-5.2s5.7 1.9 6.2 5.2M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.6c2 .6 3.3 2.3 3.7 4.9" />
  </Icon>
);

export const ReviewIcon = ({ size }: Size) => (
  <Icon size={size}>
    <path d="M7 3.5h10a2 2 0 0 1 2 2v15l-3-1.8-2 1.8-2-1.8-2 1.8-2-1.8-3 1.8v-15a2 2 0 0 1 2-2z" />
    <path d="M9 9.5l2 2 4-4" />
  </Icon>
);

export const BackIcon = ({ size }: Size) => (
  <Icon size={size}>
    <path d="M14.5 5.5L8 12l6.5 6.5" />
  </Icon>
);

export const PanelIcon = ({ size }: Size) => (
  <Icon size={size}>
    <rect x="3.5" y="4.5" width="17" height="15" rx="2.5" />
    <path d="M14.5 4.5v15" />
  </Icon>
);

export const BellIcon = ({ size, off }: Size & { off: boolean }) => (
  <Icon size={size}>
    <path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4" />
    {off && <path d="M4 4l16 16" />}
  </Icon>
);

export const HelpIcon = ({ size }: Size) => (
  <Icon size={size}>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M9.8 9.5a2.3 2.3 0 1 1 3.4 2c-.8.5-1.2 1-1.2 1.9M12 16.5v.1" />
  </Icon>
);

export const PackIcon = ({ size }: Size) => (
  <Icon size={size}>
    <path d="M4.5 8 12 4l7.5 4v8L12 20l-7.5-4zM4.5 8l7.5 4 7.5-4M12 12v8" />
  </Icon>
);

export const LeaveIcon = ({ size }: Size) => (
  <Icon size={size}>
    <path d="M14 4.5H7a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h7M11 12h9.5M17.5 8.8l3.2 3.2-3.2 3.2" />
  </Icon>
);

export const LockIcon = ({ size }: Size) => (
  <Icon size={size}>
    <rect x="5" y="10.5" width="14" height="9.5" rx="2" />
    <path d="M8 10.5V8a4 4 0 0 1 8 0v2.5" />
  </Icon>
);
