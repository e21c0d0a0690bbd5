export const en = {
  title: 'Sign in',
  sentence: 'The console of this gateway.',
  username: 'User name',
  password: 'Password',
  submit: 'Sign in',
  secondStep: (name: string) => `${name} has a second factor.`,
  code: 'Code',
  codeHint: 'The six digits that your authenticator app shows now.',
  recoveryCode: 'Recovery code',
  recoveryCodeHint:
    'One of those that you kept when you set it up; it is good once. Without any, another operator can take the second factor off.',
  useRecoveryCode: 'Use a recovery code',
  useCode: 'Use the app',
  back: 'Back',
  blocked: (span: string) => `Too many attempts. Try again in ${span}.`,
  lost: 'Lost the password? Whoever runs the server can set [global] admin_password and start it again.',
};
