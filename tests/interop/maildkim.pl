#!/usr/bin/perl
# maildkim.pl - verifies files with Mail::DKIM, or signs them
#
# Usage: maildkim.pl verify FILE...               prints each name with pass or fail
#        maildkim.pl sign KEY DOMAIN SELECTOR METHOD FILE    prints the signed message
use strict;
use warnings;
use File::Basename;
use Mail::DKIM::Signer;
use Mail::DKIM::Verifier;

sub feed {
	my ($object, $path) = @_;
	open my $file, '<:raw', $path or die "$path: $!";
	local $/;
	my $message = <$file>;
	$object->PRINT($message);
	$object->CLOSE;
	return $message;
}

my $way = shift;
if ($way eq 'verify') {
	for my $path (@ARGV) {
		my $verifier = Mail::DKIM::Verifier->new;
		feed($verifier, $path);
		print basename($path), ' ', $verifier->result eq 'pass' ? 'pass' : 'fail', "\n";
	}
} else {
	my ($key, $domain, $selector, $method, $path) = @ARGV;
	my $signer = Mail::DKIM::Signer->new(
		Algorithm => 'rsa-sha256', Method => $method, Domain => $domain,
		Selector => $selector, KeyFile => $key);
	my $message = feed($signer, $path);
	binmode STDOUT;
	my $field = $signer->signature->as_string;
	$field =~ s/\r?\n/\r\n/g;
	print "$field\r\n$message";
}
